/**
 * The terminal's side of OTA-HTTP: what answers a push proxy gateway, whoever made the connection (bootstrap-push §6).
 * Clause: WAP-235-PushOTA §7.
 */
import type { PushRequestHead, PushResponse, PushTerminal } from "../push-ports.ts";
import { DM_APPLICATION } from "./dispatch.ts";
import { embeddedResponse } from "./embedded-response.ts";
import type { IgnoreReason, InjectOptions, PushVerdict } from "./push-types.ts";

export interface TerminalParts {
  /** X-Wap-Terminal-ID. */
  readonly terminalId: string;
  /** Octets of the largest body taken. */
  readonly maxBodyBytes: number;
  /** Capability headers and their tag. */
  readonly cpiTag: string;
  /** Absent: nobody is asked who he is. */
  readonly authentication?: { challenge(): string; accepts(head: PushRequestHead): boolean };
  /** Our own credentials for a gateway that asks. */
  readonly authorize: (head: PushRequestHead) => string | undefined;
  readonly deliver: (push: Uint8Array, options: InjectOptions) => Promise<PushVerdict>;
  readonly now: () => number;
}

const PATH = "/wappush";

/** What a gateway may send us; its tag is made of these (bootstrap-push §6.2#10, #11). */
export function capabilities(maxBodyBytes: number): Readonly<Record<string, string>> {
  return {
    "X-Wap-Push-Accept":
      "application/vnd.syncml.notification, application/vnd.syncml.dm.notification, application/vnd.syncml.dm+wbxml",
    "X-Wap-Push-Accept-AppID": DM_APPLICATION,
    "X-Wap-Push-MsgSize": String(maxBodyBytes),
  };
}

/**
 * X-Wap-Push-Status (bootstrap-push §6.2#6, #7). Whether a digest, a MAC or a server was right is nobody's business: that
 * push was delivered, and that is all a gateway is told.
 */
const STATUS_OF: Readonly<Partial<Record<IgnoreReason, string>>> = {
  "other-application": "236 no such application",
  "other-content-type": "238 content type not usable",
};
const DELIVERED = "400 delivered";

export class HttpTerminal implements PushTerminal {
  private readonly parts: TerminalParts;

  constructor(parts: TerminalParts) {
    this.parts = parts;
  }

  refuse(head: PushRequestHead): PushResponse | undefined {
    if (head.path !== PATH) return this.response(404, {}, head);
    if (head.method !== "POST" && head.method !== "OPTIONS") {
      return this.response(405, { Allow: "POST, OPTIONS" }, head);
    }
    const { authentication } = this.parts;
    if (authentication !== undefined && !authentication.accepts(head)) {
      return this.response(401, { "WWW-Authenticate": authentication.challenge() }, head);
    }
    return undefined;
  }

  async answer(head: PushRequestHead, body: Uint8Array): Promise<PushResponse> {
    if (head.method === "OPTIONS") return this.register(head);
    const tag = head.headers["x-wap-cpitag"];
    // Only a tag that is there and another is stale (bootstrap-push §6.2#5, #8).
    if (tag !== undefined && tag !== this.parts.cpiTag) {
      return this.response(204, { "X-Wap-CPITag": this.parts.cpiTag, "X-Wap-Push-Status": "256 stale" }, head);
    }
    return this.response(204, { "X-Wap-Push-Status": await this.take(head, body) }, head);
  }

  /** Bootstrap-push §6.2#4. */
  private register(head: PushRequestHead): PushResponse {
    const { cpiTag, terminalId, maxBodyBytes } = this.parts;
    const isKnown = head.headers["x-wap-cpitag"] === cpiTag;
    const rest = isKnown
      ? { "X-Wap-Push-Status": "500 unchanged" }
      : { "X-Wap-CPITag": cpiTag, "X-Wap-Push-Status": "501 changed", ...capabilities(maxBodyBytes) };
    const own = { "X-Wap-Terminal-ID": terminalId, "X-Wap-Bearer-Indication": "0x00", "Cache-Control": "no-cache" };
    return this.response(204, { ...own, ...rest }, head);
  }

  /** The push is the entity of the request, or a response inside it (bootstrap-push §6.3#1). */
  private async take(head: PushRequestHead, body: Uint8Array): Promise<string> {
    const outer = head.headers["content-type"] ?? "";
    const isEmbedded = /^\s*application\/http\s*(?:;|$)/i.test(outer);
    const push = isEmbedded ? embeddedResponse(body) : { headers: head.headers, content: body };
    if (push === undefined) return STATUS_OF["other-content-type"]!;
    const applicationId = push.headers["x-wap-application-id"];
    const verdict = await this.parts.deliver(push.content, {
      bearer: "http-push",
      secure: head.peerVerified,
      contentType: push.headers["content-type"] ?? "",
      ...(applicationId === undefined ? {} : { applicationId: applicationId.trim() }),
    });
    return verdict.verdict === "ignored" ? (STATUS_OF[verdict.reason] ?? DELIVERED) : DELIVERED;
  }

  private response(status: number, headers: Readonly<Record<string, string>>, head: PushRequestHead): PushResponse {
    if (head.path !== PATH) return { status, headers };
    const authorization = this.parts.authorize(head);
    return {
      status,
      headers: {
        "X-Wap-Push-OTA-Version": "1.0",
        Date: new Date(this.parts.now()).toUTCString(),
        Server: "oma-dm",
        ...(authorization === undefined ? {} : { "X-Wap-Authorization": authorization }),
        ...headers,
      },
    };
  }
}
