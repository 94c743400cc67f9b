# One image for web, workers and beat; PORTAL_ROLE decides what a container is. It builds from a fresh clone.

# The design system comes through npm. Neither npm nor the rest of its packages reaches the image that runs.
FROM node:24-slim AS npm
WORKDIR /design
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS design
WORKDIR /design
COPY --from=npm /design/node_modules node_modules
COPY portal/ui/assets.py portal/ui/assets.py
RUN python portal/ui/assets.py

FROM python:3.11-slim
# Volumes take their first owner from these folders; the keys are for the workers' user alone.
RUN useradd --create-home --uid 10001 indgang \
 && install -d -o indgang -g indgang /app /var/lib/indgang /srv/sites \
 && install -d -o indgang -g indgang -m 700 /var/lib/keys
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
COPY --from=design /design/build/vendor build/vendor
# A site starts two processes for each job; what runs may not write here.
RUN python -m compileall -q portal catalog requests_app analysis
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEMO_DIR=/var/lib/indgang
USER indgang
EXPOSE 8000
