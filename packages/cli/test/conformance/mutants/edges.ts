/** Clients that are wrong about HTTP, TLS, WBXML, what they receive and what they keep. */
import { request as httpsRequest } from "node:https";
import type { HttpResponse, Ports } from "@oma-dm/client";
import type { Message } from "@oma-dm/codec/syncml";
import { incoming, type Mutant, onRequests, withHeaders } from "./mutant.ts";

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

function trusting({ http }: Ports): Ports["http"]["exchange"] {
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
