/** Clients that are wrong about HTTP, TLS, WBXML, what they receive and what they keep. */
import { request as httpsRequest } from "node:https";
import type { HttpResponse, Ports } from "@oma-dm/client";
import type { Message } from "@oma-dm/codec/syncml";
import { digestText } from "@oma-dm/lab";
import { INTEGRITY_BY_VERSION, type IntegrityOptions } from "../../../../client/src/security/authentication.ts";
import { type Edges, incoming, type Mutant, onRequests, outgoing, put, withHeaders } from "./mutant.ts";

const WBXML = 3;

export const EDGE_MUTANTS: readonly Mutant[] = [
  {
    name: "sends another media type",
    killer: "HT-02",
    control: "SC-08",
    ports: withHeaders((headers) => ({ ...headers, "content-type": "text/xml" })),
  },
  {
    name: "sends no Cache-Control",
    killer: "HT-02",
    control: "SC-08",
    ports: withHeaders(({ "cache-control": _, ...headers }) => headers),
  },
  {
    name: "sends no Accept-Charset",
    killer: "HT-02",
    control: "SC-08",
    ports: withHeaders(({ "accept-charset": _, ...headers }) => headers),
  },
  {
    name: "calls itself otherwise in every request",
    killer: "HT-02",
    ports: withHeaders((headers, nth) => ({ ...headers, "user-agent": `client/${nth}` })),
  },
  {
    name: "takes WBXML alone",
    killer: "HT-02",
    control: "TR-04",
    ports: withHeaders((headers) => ({ ...headers, accept: "application/vnd.syncml.dm+wbxml" })),
  },
  {
    name: "does not go to the RespURI",
    killer: "SE-04",
    ports: (ports) => onRequests(ports, (request) => ({ ...request, url: request.url.replace(/\/second.*$/, "/dm") })),
  },
  {
    name: "goes to the RespURI for ever",
    killer: "SE-04",
    ports: (ports) => {
      let last: string | undefined;
      return onRequests(ports, (request) => {
        if (request.url.includes("/second")) last = request.url;
        return last === undefined ? request : { ...request, url: last };
      });
    },
  },
  {
    name: "forgets the query of its address",
    killer: "HT-01b",
    ports: (ports) => onRequests(ports, (request) => ({ ...request, url: request.url.split("?")[0]! })),
  },
  {
    name: "writes WBXML 1.1",
    killer: "EN-07",
    encoding: "wbxml",
    control: "SC-08",
    ports: (ports) => onRequests(ports, (request) => ({ ...request, body: version(request.body, 1) })),
  },
  {
    name: "writes WBXML of SyncML 1.1",
    killer: "EN-07",
    encoding: "wbxml",
    control: "SC-08",
    ports: (ports) => onRequests(ports, (request) => ({ ...request, body: syncml11(request.body) })),
  },
  {
    name: "trusts every certificate",
    killer: "SC-08",
    ports: (ports) => ({
      ...ports,
      http: { ...ports.http, exchange: trusting(ports), close: () => ports.http.close() },
    }),
  },
  {
    name: "believes every server",
    killer: "SC-04",
    ports: believing(),
  },
  {
    name: "takes macs of any algorithm",
    killer: "SC-12b",
    apply: put(INTEGRITY_BY_VERSION["DM/1.3"] as { accepted: IntegrityOptions["accepted"] }, "accepted", [
      "MD5",
      "SHA256",
    ]),
  },
  {
    name: "makes its macs with MD5",
    killer: "SC-12",
    apply: put(INTEGRITY_BY_VERSION["DM/1.3"] as { algorithm: IntegrityOptions["algorithm"] }, "algorithm", "MD5"),
  },
  {
    name: "draws the same random numbers again and again",
    killer: "SC-06",
    ports: (ports) => ({ ...ports, random: { bytes: (length) => new Uint8Array(length).fill(7) } }),
  },
  {
    name: "does not listen to MaxMsgSize",
    killer: "SE-08",
    ports: incoming((message) => ({ ...message, syncHdr: unlimited(message.syncHdr) })),
  },
  {
    name: "obeys a server that aborts",
    killer: "SE-07",
    ports: incoming((message) => ({
      ...message,
      syncBody: {
        ...message.syncBody,
        commands: message.syncBody.commands.filter((each) => each.cmd !== "Alert" || each.data !== "1223"),
      },
    })),
  },
  {
    name: "reads numbers of messages as 1",
    killer: "SE-03",
    control: "DI-01",
    ports: incoming((message) => ({ ...message, syncHdr: { ...message.syncHdr, msgId: "1" } })),
  },
  {
    name: "takes no Meta from an Item",
    killer: "CM-16",
    ports: incoming((message) => ({
      ...message,
      syncBody: {
        ...message.syncBody,
        commands: message.syncBody.commands.map((command) =>
          command.cmd === "Add" ? { ...command, items: command.items.map(({ meta: _, ...item }) => item) } : command,
        ),
      },
    })),
  },
  {
    name: "keeps nothing through a restart",
    killer: "TR-27",
    ports: (ports) => ({
      ...ports,
      store: {
        entries: (prefix) => ports.store.entries(prefix),
        commit: sleepy(ports),
        close: () => ports.store.close(),
      },
    }),
  },
];

/** Whatever a server shows is put right before the client judges it. */
function believing(): Edges {
  let nonce: Uint8Array = new TextEncoder().encode("first-nonce-of-server-A");
  const seen = outgoing((message) => {
    for (const command of message.syncBody.commands) {
      const issued = command.cmd === "Status" ? command.chal?.meta.nextNonce : undefined;
      if (issued !== undefined) nonce = new Uint8Array(Buffer.from(issued, "base64"));
    }
    return message;
  });
  const forged = incoming((message) => {
    const meta = { format: "b64", type: "syncml:auth-md5" };
    const data = digestText("com.example.dm", "server-secret-A-1846", nonce);
    return { ...message, syncHdr: { ...message.syncHdr, cred: { meta, data } } };
  });
  return (ports) => forged(seen(ports));
}

function version(body: Uint8Array | undefined, byte: number): Uint8Array {
  const changed = Uint8Array.from(body ?? []);
  if (changed[0] === WBXML) changed[0] = byte;
  return changed;
}

/** 0x1201 becomes 0x0fd3, the identifier of SyncML 1.1. */
function syncml11(body: Uint8Array | undefined): Uint8Array {
  const changed = Uint8Array.from(body ?? []);
  if (changed[0] === WBXML && changed[1] === 0xa4) changed.set([0x9f, 0x53], 1);
  return changed;
}

function unlimited({ meta, ...header }: Message["syncHdr"]): Message["syncHdr"] {
  if (meta?.maxMsgSize === undefined) return meta === undefined ? header : { ...header, meta };
  const { maxMsgSize: _, ...rest } = meta;
  return { ...header, meta: rest };
}

/** The account arrives in the first batches; what sessions change does not. */
function sleepy({ store }: Ports): Ports["store"]["commit"] {
  let batches = 0;
  return (changes) => (++batches > 6 ? Promise.resolve() : store.commit(changes));
}

/** Believes whoever answers over TLS. */
export function trusting({ http }: Ports): Ports["http"]["exchange"] {
  return (request, signal) => {
    if (!request.url.startsWith("https:")) return http.exchange(request, signal);
    return new Promise((resolve) => {
      const { method, headers } = request;
      const sent = httpsRequest(request.url, { method, headers, rejectUnauthorized: false }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const answer: HttpResponse = {
            outcome: "response",
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string>,
            body: new Uint8Array(Buffer.concat(parts)),
            url: request.url,
            serverVerified: true,
          };
          resolve(answer);
        });
      });
      sent.on("error", (error) => resolve({ outcome: "failure", kind: "refused", message: error.message }));
      sent.end(request.body);
    });
  };
}
