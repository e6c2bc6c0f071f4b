"""Django's Redis cache for which a dead Redis is an empty cache: pages are served without it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class CacheDown(ConnectionError):
    """The cache did not answer, to the one caller that has to know: whoever counts."""


def _forgiving(name: str, otherwise: Any) -> Callable[..., Any]:
    """The method `name` of RedisCache; its answer is `otherwise(*args)` where Redis does not answer."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError:
            logger.warning("cache_down", extra={"operation": name})
            return otherwise(*args, **kwargs) if callable(otherwise) else otherwise

    return call


def _down(*args: Any, **kwargs: Any) -> Any:
    raise CacheDown("The cache does not answer.")


class ForgivingRedisCache(RedisCache):
    """Reads miss and writes are dropped while Redis is away; `incr` raises CacheDown."""

    get = _forgiving("get", lambda key, default=None, version=None: default)
    get_many = _forgiving("get_many", lambda *args, **kwargs: {})
    has_key = _forgiving("has_key", False)
    add = _forgiving("add", False)
    set = _forgiving("set", None)
    set_many = _forgiving("set_many", lambda data, *args, **kwargs: list(data))
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    delete_many = _forgiving("delete_many", None)
    clear = _forgiving("clear", False)
    incr = _forgiving("incr", _down)
