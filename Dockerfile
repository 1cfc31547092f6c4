# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/tollwatch \
 && /opt/tollwatch/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY watchers watchers
COPY seeds seeds
RUN /opt/tollwatch/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data tollwatch \
 && install --directory --owner tollwatch /data
COPY --from=build /opt/tollwatch /opt/tollwatch
ENV PATH=/opt/tollwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    TOLLWATCH_DATABASE_URL=sqlite:////data/tollwatch.sqlite3 \
    TOLLWATCH_METRICS_PORT=9464
USER tollwatch
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s \
    CMD python -c "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/healthz', timeout=5)"
STOPSIGNAL SIGTERM
CMD ["tollwatch", "run"]
