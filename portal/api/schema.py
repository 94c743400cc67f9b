"""How OpenAPI names our operations."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """Tags an operation by the noun after the version."""

    def get_tags(self) -> list[str]:
        """`/api/v1/datasets/{key}/` belongs to `datasets`."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2]] if len(parts) > 2 else ["root"]
