from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from ocr_service.engines.paddle import EngineChoice, open_engine


def test_linear_algebra_takes_one_thread_beside_an_engine(models_folder: Path) -> None:
    np.linalg.inv(np.eye(2))
    with threadpool_limits(limits=2, user_api="blas"):
        open_engine(EngineChoice(model_folder=models_folder))
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
