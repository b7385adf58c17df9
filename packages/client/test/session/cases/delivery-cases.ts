/** What a device makes of an answer that holds no message: in a session, and to a sessionless report (protocol §12, §14). */
import { encodeBase64 } from "@oma-dm/codec/auth";
import { expect } from "vitest";
import type { HttpFailure, HttpResponse } from "../../../src/ports.ts";
import { openDevice, type PaperServer, paperServer } from "../../report/paper-server.ts";
import { type Case, cases } from "../../tree/cases/case.ts";

type Answer = HttpFailure | Partial<HttpResponse>;
const REPORT = { type: "urn:x-acme:report:level", format: "chr", data: "21.5" } as const;
const failing = (kind: HttpFailure["kind"]): HttpFailure => ({ outcome: "failure", kind, message: `it ${kind}` });

/** A server whose every answer is this one. */
function answering(answer: Answer): PaperServer {
  const server = paperServer();
  const exchange: PaperServer["http"]["exchange"] = async ({ url }) => {
    if (answer.outcome === "failure") return answer as HttpFailure;
    return {
      outcome: "response",
      status: 200,
      headers: {},
      body: new Uint8Array(),
      url,
      serverVerified: true,
      ...(answer as Partial<HttpResponse>),
    };
  };
  return { ...server, http: { ...server.http, exchange } };
}

async function sessionError(answer: Answer): Promise<unknown> {
  const { device } = await openDevice(answering(answer));
  const outcome = await device.connect(undefined, { attempts: 1 });
  await device.close();
  return "error" in outcome ? [outcome.outcome, outcome.error.code] : outcome.outcome;
}

async function delivered(answer: Answer): Promise<unknown> {
  const { device } = await openDevice(answering(answer));
  const outcome = await device.report(REPORT, { attempts: 1 });
  await device.close();
  return outcome.delivered ? true : outcome.error.code;
}

/** Which messages of a report, asked for credentials once, showed any. */
async function shown(authType: "BASIC" | "DIGEST" | "HMAC", type: string): Promise<readonly boolean[]> {
  const chal = { meta: { type, format: "b64", nextNonce: encodeBase64(Uint8Array.of(7, 8)) } };
  const server = paperServer({ header: "401", status: () => "401", chal });
  const macs: boolean[] = [];
  const { exchange } = server.http;
  const http = {
    ...server.http,
    exchange: (...[request, signal]: Parameters<typeof exchange>) => {
      macs.push(request.headers["x-syncml-hmac"] !== undefined);
      return exchange(request, signal);
    },
  };
  const { device } = await openDevice({ ...server, http }, { authType });
  expect(await device.report(REPORT)).toMatchObject({ delivered: true });
  await device.close();
  return server.sent.map(({ message }, at) => message.syncHdr.cred !== undefined || macs[at]!);
}

export const DELIVERY_CASES: readonly Case[] = cases({
  "protocol §12.2#2": {
    "in a session an empty answer is an error of the protocol": async () =>
      expect(await sessionError({})).toEqual(["protocol", "protocol"]),
  },
  "protocol §12.2#1": {
    "in a session another type is an error of the transport": async () =>
      expect(await sessionError({ headers: { "content-type": "text/html" }, body: Uint8Array.of(1) })).toEqual([
        "transport",
        "transport",
      ]),
  },
  "protocol §12.3#8": {
    "a session is told that the server is busy": async () =>
      expect(await sessionError({ status: 503, headers: { "retry-after": "3600" } })).toEqual(["transport", "busy"]),
  },
  "protocol §12.5#3": {
    "a session is told that HTTP refuses it": async () =>
      expect(await sessionError({ status: 401 })).toEqual(["transport", "http-authentication"]),
    "so is a report": async () => expect(await delivered({ status: 401 })).toBe("auth-failed"),
  },
  "protocol §13#5": {
    "a certificate of tomorrow is told, and no other kind of its like": async () => {
      expect(await sessionError(failing("tls-not-yet-valid"))).toEqual(["transport", "tls-not-yet-valid"]);
      for (const kind of ["tls-expired", "tls-untrusted", "tls-name-mismatch"] as const) {
        expect(await sessionError(failing(kind))).toEqual(["transport", "transport"]);
      }
    },
  },
  "protocol §14#4": {
    "whatever stands in it, a success of HTTP is a delivery": async () => {
      for (const status of [200, 202, 204]) expect(await delivered({ status })).toBe(true);
      expect(await delivered({ headers: { "content-type": "text/html" }, body: Uint8Array.of(1) })).toBe(true);
    },
    "nothing else is": async () => {
      for (const status of [400, 403, 404, 413, 500, 503]) expect(await delivered({ status })).toBe("transport");
      for (const kind of ["reset", "timeout", "tls-untrusted"] as const) {
        expect(await delivered(failing(kind))).toBe("transport");
      }
      expect(await delivered({ status: 503, headers: { "retry-after": "3600" } })).toBe("transport");
    },
  },
  "protocol §14#1": {
    "a digest of the stored nonce goes with the first message": async () =>
      expect(await shown("DIGEST", "syncml:auth-md5")).toEqual([true, true]),
    "so does a name and password": async () => expect(await shown("BASIC", "syncml:auth-basic")).toEqual([true, true]),
    "a MAC waits for a nonce of its own": async () =>
      expect(await shown("HMAC", "syncml:auth-MAC")).toEqual([false, true]),
  },
});
