"""The web service without its looker at uploads: ``python -m tests.doubles.double_web``, settings on standard input."""

import uvicorn

from ocr_service.observe import configure_logs
from ocr_service.stack.processes import settings_from_input
from ocr_service.web.server import make_app

if __name__ == "__main__":
    given = settings_from_input()
    configure_logs(given.log_format, given.log_level)
    uvicorn.run(make_app(given), host=given.host, port=given.port, log_config=None, access_log=False)
