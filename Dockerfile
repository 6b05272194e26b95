# The service as an image. Two stages: what installs stays in the first, the second holds only what runs.
# Every RUN line is also run outside an image by .ci/image.py, in a folder holding what COPY put there.

# ---- build: the locked packages, the tree, its bytecode, the account
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/procheck
COPY procheck requirements.txt ./
RUN ./procheck --setup run
COPY . .
RUN .venv/bin/python -m compileall -q api approvals catalog integrations ledger migrations storage validators
# PostgreSQL and Python ask who they run as: the account needs a line, though nobody ever logs in with it.
RUN mkdir -p ../image/data && cp /etc/passwd /etc/group ../image/ \
    && echo 'procheck:x:10001:10001:procheck:/var/lib/procheck:/usr/sbin/nologin' >>../image/passwd \
    && echo 'procheck:x:10001:' >>../image/group

# ---- final: no compiler, no package index, no root
FROM python:3.11-slim-bookworm
COPY --from=build /srv/image/passwd /srv/image/group /etc/
COPY --from=build --chown=10001:10001 /srv/image/data /var/lib/procheck
COPY --from=build /srv/procheck /srv/procheck
WORKDIR /srv/procheck
ENV PROCHECK_DATA_DIR=/var/lib/procheck \
    PROCHECK_HOST=0.0.0.0 \
    PROCHECK_PORT=8080 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /var/lib/procheck
EXPOSE 8080
# Ready, not merely alive: /readyz looks at the database, the schema and the age of the checkpoint.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD [".venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/readyz' % os.environ['PROCHECK_PORT'], timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT [".venv/bin/python", "-m", "api"]
CMD ["serve"]
