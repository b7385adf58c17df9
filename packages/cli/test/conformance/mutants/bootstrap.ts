/** Clients that are wrong about bootstrap: whom they believe, what they take, what they keep, and what they say. */
import { BootstrapError, type BootstrapOptions } from "@oma-dm/client";
import { BootstrapRecords } from "../../../../client/src/bootstrap/bootstrap-records.ts";
import { DocumentWriter } from "../../../../client/src/bootstrap/dm-document.ts";
import { FORMS } from "../../../../client/src/bootstrap/security.ts";
import { BootstrapAuthenticator } from "../../../../client/src/bootstrap-authenticator.ts";
import { Bootstrapper } from "../../../../client/src/bootstrapper.ts";
import { trusting } from "./edges.ts";
import { type Mutant, put } from "./mutant.ts";

/** Methods that only the class itself calls. */
type Inside = Record<"withdraw" | "fromCard" | "fromServer", (...args: readonly unknown[]) => Promise<unknown>> & {
  readonly parts: {
    readonly ports: {
      readonly http: { exchange(request: object): Promise<unknown> };
    };
  };
};
const INSIDE = Bootstrapper.prototype as unknown as Inside;
const { authenticate } = BootstrapAuthenticator.prototype;
const { apply: applyDocument } = Bootstrapper.prototype;
const { apply: write } = DocumentWriter.prototype;

/** What is refused with this code is taken. */
const overlooking = (code: BootstrapError["code"]): NonNullable<Mutant["apply"]> =>
  put(BootstrapAuthenticator.prototype, "authenticate", async function (this: BootstrapAuthenticator, ...args) {
    try {
      await authenticate.apply(this, args);
    } catch (error) {
      if (!(error instanceof BootstrapError) || error.code !== code) throw error;
    }
  });

const applying = (change: (options: BootstrapOptions) => BootstrapOptions): NonNullable<Mutant["apply"]> =>
  put(Bootstrapper.prototype, "apply", function (this: Bootstrapper, document, options, card) {
    return applyDocument.call(this, document, change(options), card);
  });

export const BOOTSTRAP_MUTANTS: readonly Mutant[] = [
  { name: "takes a document with a wrong MAC", killer: "BO-02", control: "BO-01", apply: overlooking("mac-wrong") },
  {
    name: "does not see that a bit of the document is another",
    killer: "BO-02d",
    control: "BO-02",
    apply: put(BootstrapAuthenticator.prototype, "authenticate", function (this: BootstrapAuthenticator, ...args) {
      const [document, claim, options, fingerprint] = args;
      const flipped = document.slice();
      flipped[Math.floor(flipped.length / 2)]! ^= 1;
      // Either of the two will do.
      return authenticate
        .call(this, document, claim, options, fingerprint)
        .catch(() => authenticate.call(this, flipped, claim, options, fingerprint));
    }),
  },
  {
    name: "takes an unsigned document out of the air",
    killer: "BO-02e",
    control: "BO-02",
    apply: overlooking("unsigned-refused"),
  },
  {
    name: "applies half a document",
    killer: "BO-02j",
    control: "BO-01",
    apply: put(DocumentWriter.prototype, "apply", function (this: DocumentWriter, message) {
      try {
        write.call(this, message);
      } catch {
        // What was written before stays.
      }
    }),
  },
  {
    name: "answers a bootstrap",
    killer: "BO-01",
    control: "BO-02h",
    apply: put(Bootstrapper.prototype, "apply", async function (this: Bootstrapper, document, options, card) {
      const outcome = await applyDocument.call(this, document, options, card);
      const { http } = (this as unknown as Inside).parts.ports;
      const url = /http:\/\/127\.0\.0\.1:\d+\/dm/.exec(new TextDecoder("latin1").decode(document))?.[0] ?? "";
      await http.exchange({
        method: "POST",
        url,
        headers: { "content-type": "application/vnd.syncml.dm+wbxml" },
        body: Uint8Array.of(3),
        maxResponseBytes: 1_000,
        timeoutMs: 3_000,
      });
      return outcome;
    }),
  },
  {
    name: "takes XML for a bootstrap",
    killer: "BO-02h",
    control: "BO-02i",
    apply: applying((options) => ({ ...options, source: "file", allowXml: true })),
  },
  {
    name: "gives a PIN as many tries as one likes",
    killer: "BO-13b",
    control: "BO-13c",
    apply: put(BootstrapRecords.prototype, "triesLeft", () => Promise.resolve(3)),
  },
  {
    name: "knows no Client Provisioning",
    killer: "BO-14",
    control: "BO-01",
    apply: put(FORMS as Record<string, "dm" | "cp">, "application/vnd.wap.connectivity-wbxml", "dm"),
  },
  {
    name: "keeps the accounts of a card that is gone",
    killer: "BO-07b",
    control: "BO-06",
    apply: put(INSIDE, "withdraw", () => Promise.resolve(undefined)),
  },
  {
    name: "never looks into its reader",
    killer: "BO-06",
    control: "BO-01",
    apply: put(INSIDE, "fromCard", () => Promise.resolve(undefined)),
  },
  {
    name: "believes any bootstrap server that speaks TLS",
    killer: "BO-10",
    control: "BO-09",
    ports: (ports) => ({
      ...ports,
      http: { ...ports.http, exchange: trusting(ports), close: () => ports.http.close() },
    }),
  },
];
