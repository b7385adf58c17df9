/** The flows of protocol §10.10. Each then reads one leaf, to see that commands run. */
import type { Script, ScriptOptions, Step } from "../script.ts";
import { challenge, end, expectPackage1, expectResults, expectStatus, get, script, send } from "../steps.ts";

const LEAF = "./DevInfo/DevId";
const READ: readonly Step[] = [send(get(LEAF)), expectStatus(LEAF, 200), expectResults(LEAF, /./), end()];

function flow(name: string, options: ScriptOptions, ...opening: readonly Step[]): Script {
  return script(name, options, expectPackage1({ devInfo: true }), ...opening, ...READ);
}

/** Both nonces in sync: no challenge. */
export const flowA: Script = flow("flow-a", {});
/** The client's nonce is missing or stale: it is challenged once. */
export const flowB: Script = flow("flow-b", {}, challenge());
/** The server shows nothing before it is asked. */
export const flowC: Script = flow("flow-c", { serverAuth: "md5-when-challenged" });
/** Both at once. */
export const flowD: Script = flow("flow-d", { serverAuth: "md5-when-challenged" }, challenge());
/** Credentials in every message. */
export const flowE: Script = flow("flow-e", { authScope: "message" });

/** Flow B for a client whose nonce is right in form and worth nothing: 401, not 407. */
export const flowBStaleNonce: Script = flow("flow-b-stale-nonce", { forgetsClientNonce: true });
/** Flow C with a digest of a stale nonce: 401, not 407. */
export const flowCStaleNonce: Script = flow("flow-c-stale-nonce", { serverAuth: "stale-nonce" });
/** Flow C with a wrong digest. */
export const flowCWrongCred: Script = flow("flow-c-wrong-cred", { serverAuth: "wrong-once" });
/** Flow D with credentials on both sides that fail. */
export const flowDBothWrong: Script = flow("flow-d-both-wrong", { forgetsClientNonce: true, serverAuth: "wrong-once" });
/** A mac on every message of both sides. Clause: protocol §11.3. */
export const flowHmac: Script = flow("flow-hmac", { requireAuth: "hmac", serverAuth: "hmac" });
/** The client's mac is made with a nonce the server lost; the server shows none before it is asked. */
export const flowHmacBothFail: Script = flow("flow-hmac-both-fail", {
  requireAuth: "hmac",
  serverAuth: "hmac-when-challenged",
  forgetsClientNonce: true,
});
