# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /app \
 && /app/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY summarizer ./summarizer
COPY prompts ./prompts
RUN python -m pip wheel --no-cache-dir --disable-pip-version-check --no-deps --wheel-dir dist . \
 && /app/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index dist/*.whl

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin summarizer \
 && install --directory --owner=summarizer --mode=0700 /var/cache/summarizer /var/lib/summarizer
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SUMMARIZER_CACHE=disk:///var/cache/summarizer \
    SUMMARIZER_STORE=disk:///var/lib/summarizer
USER summarizer
EXPOSE 8000
VOLUME ["/var/cache/summarizer", "/var/lib/summarizer"]
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# `exec` form: the server is process 1 and gets SIGTERM itself.
CMD ["summarizer", "serve", "--host", "0.0.0.0", "--port", "8000"]
