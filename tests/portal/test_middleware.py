"""An address with a NUL is nobody's."""

import pytest


@pytest.mark.parametrize(
    "address",
    [
        "/register/%00",
        "/register?outcome=%00",
        "/api/v1/register/?outcome=%00",
        "/api/v1/permits/%00/",
        "/id/dataset/%00",
    ],
)
def test_an_address_with_a_nul_is_not_found(db, client, address):
    assert client.get(address, follow=True).status_code == 404
