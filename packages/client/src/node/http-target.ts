/** Where a request goes, taken apart once: a device asks few servers, again and again. */
import { isLoopbackHost } from "../loopback.ts";
import { Recent } from "../recent.ts";

export interface HttpTarget {
  readonly url: URL;
  readonly protocol: string;
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly href: string;
  readonly isLocal: boolean;
  /** A secret in a URL, and URLs are logged. */
  readonly hasUserInfo: boolean;
}

/** Parsing costs more than all else before a request is sent. */
const known = new Recent<HttpTarget>(64);

/** Without its fragment; undefined for what is no absolute URL. */
export function parseTarget(text: string): HttpTarget | undefined {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (!URL.canParse(text)) return undefined;
  const target = targetAt(new URL(text));
  return target.hasUserInfo ? target : known.keep(text, target);
}

/** Takes the fragment off `url`. */
export function targetAt(url: URL): HttpTarget {
  url.hash = "";
  const { protocol, origin, pathname, search, href, hostname, username, password } = url;
  return {
    url,
    protocol,
    origin,
    path: pathname + search,
    href,
    isLocal: isLoopbackHost(hostname),
    hasUserInfo: username !== "" || password !== "",
  };
}
