/** INV-18: no provisioned secret and no nonce outside the place that carries it. Clause: decisions D11. */
import { protocolElements } from "./element.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { countSecret } from "./secrets.ts";

/** Headers that carry credentials by their nature. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(["authorization", "proxy-authorization"]);

export const SECRET_RULES: readonly Rule[] = [
  {
    id: "INV-18",
    what: "no provisioned secret or nonce in any body or header, but in Cred and NextNonce",
    judge: (context) => {
      const faults: string[] = [];
      const body = Buffer.from(context.current.bytes).toString("latin1");
      const allowed = allowedTexts(context);
      for (const secret of context.secrets) {
        const inAllowed = allowed.reduce((sum, text) => sum + countSecret(secret, text), 0);
        if (countSecret(secret, body) > inAllowed) faults.push(`the ${secret.name} shows in the body`);
        for (const [name, value] of context.current.headers) {
          if (CREDENTIAL_HEADERS.has(name.toLowerCase())) continue;
          if (countSecret(secret, value) > 0) faults.push(`the ${secret.name} shows in the header ${name}`);
        }
      }
      return faults;
    },
  },
];

/** Texts inside which a secret may travel: Cred/Data and NextNonce. */
function allowedTexts({ root }: RuleContext): string[] {
  if (root === undefined) return [];
  const texts: string[] = [];
  for (const element of protocolElements(root)) {
    if (element.name === "NextNonce") texts.push(latin1(element.text));
    if (element.name !== "Cred") continue;
    for (const child of element.children) if (child.name === "Data") texts.push(latin1(child.text));
  }
  return texts;
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
