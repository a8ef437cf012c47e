# Two stages: everything is installed and the models are fetched in the first; the second has no compiler, no pip
# cache and no way to fetch anything. It runs as a user without rights and needs no network once it is built.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock ./
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md ./
COPY ocr_service ocr_service
COPY workers workers
RUN /app/.venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
RUN OCR_MODELS_FOLDER=/app/models /app/.venv/bin/ocr-service models fetch

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data ocr \
    && install -d -o ocr -g ocr /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY --from=build /app/models models
COPY templates_forms templates_forms
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OCR_DATA_FOLDER=/data \
    OCR_MODELS_FOLDER=/app/models \
    OCR_LOG_FORMAT=json
USER ocr
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["ocr-service", "serve", "--host", "0.0.0.0"]
