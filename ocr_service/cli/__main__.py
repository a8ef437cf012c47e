"""``python -m ocr_service.cli``: for where the `ocr-service` script is not on the PATH."""

from ocr_service.cli.main import main

raise SystemExit(main())
