"""How OpenAPI names our operations."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """Tags an operation by the noun after the version; names it by its path and method, so that no two are alike."""

    def get_operation_id(self) -> str:
        """`GET /api/v1/datasets/{key}/` is `datasets_by_key_get`."""
        parts = [part for part in self.path.split("/") if part][2:]
        words = [f"by_{part.strip('{}')}" if part.startswith("{") else part for part in parts]
        return "_".join([*words, self.method.lower()]).replace("-", "_").replace(".", "_")

    def get_tags(self) -> list[str]:
        """`/api/v1/datasets/{key}/` belongs to `datasets`."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2]] if len(parts) > 2 else ["root"]
