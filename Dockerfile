# One image for web, worker and beat; PORTAL_ROLE decides what a container is. Run `make build/vendor/.done` first.
FROM python:3.11-slim
RUN useradd --create-home --uid 10001 indgang && mkdir /app /var/lib/indgang && chown indgang /var/lib/indgang
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY manage.py pyproject.toml ./
COPY portal portal
COPY catalog catalog
COPY requests_app requests_app
COPY analysis analysis
COPY templates templates
COPY static static
COPY locale locale
COPY build/vendor build/vendor
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEMO_DIR=/var/lib/indgang
USER indgang
EXPOSE 8000
