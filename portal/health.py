"""Is it alive, and may it be given work?"""

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database reachable and migrated, cache works. Says which part fails, never why (logs do)."""
    parts = {"database": _database_is_ready(), "cache": _cache_is_ready()}
    return JsonResponse(
        {"status": "ok" if all(parts.values()) else "not ready", **parts}, status=200 if all(parts.values()) else 503
    )


def _database_is_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:  # whatever is wrong, the answer is that it is not ready
        return False


def _cache_is_ready() -> bool:
    try:
        cache.set("readyz", "1", 5)
        return bool(cache.get("readyz") == "1")
    except Exception:  # whatever is wrong, the answer is that it is not ready
        return False
