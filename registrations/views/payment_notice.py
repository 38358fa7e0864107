"""The payment provider's notices: the raw body, within a bound, handed on to be verified."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from registrations.payments import webhooks

LARGEST_BODY = 256 * 1024
LONGEST_NUMBER = 18


@csrf_exempt
@require_POST
def payment_notice(request: HttpRequest, backend: str) -> HttpResponse:
    """Answer 200 to what is taken in, 400 to junk; after 500 the provider tries again."""
    if not _is_expected(backend):
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > LONGEST_NUMBER:
        return HttpResponse(status=400)
    if int(length) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        body = request.body
    except UnreadablePostError:
        return HttpResponse(status=400)
    signature = request.headers.get("Stripe-Signature", "")
    return HttpResponse(status=webhooks.receive(body, signature, backend_name=backend))


def _is_expected(backend: str) -> bool:
    """Tell whether this installation has such a provider, so that its notices can be verified."""
    if backend == "local":
        return settings.DEBUG and settings.PAYMENTS_BACKEND == "local"
    return backend == "stripe" and bool(settings.STRIPE_WEBHOOK_SECRETS)
