"""What webhooks are sent, and its signature, by the published test of https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import json

from test_digest_mails import DIGEST, ITEM

from hemera.alerts.webhook import payload, signed


def test_the_signature_is_the_one_that_verifiers_compute() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = dict(signed(b'{"test": 2432232314}', key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330))
    assert headers["Webhook-Signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_body_is_json_with_addresses_that_last() -> None:
    told = json.loads(payload(DIGEST))
    (article,) = told["articles"]
    assert (told["id"], told["total"], article["address"], article["url"]) == (DIGEST.key, 1, "sada/12", ITEM.url)
    assert article["copies"] == [{"source": "Le Phare", "url": "https://press.example/ar/phare/3"}]
