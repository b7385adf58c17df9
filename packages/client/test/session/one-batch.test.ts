/** What a message says is on disk before it leaves, in one batch, whatever the message is about (decisions D16). */
import { memoryStore, undiciHttp } from "@oma-dm/client/node";
import * as lab from "@oma-dm/lab";
import { expect, it } from "vitest";
import { SERVER_ID, setUp } from "./with-lab.ts";

const many = Array.from({ length: 8 }, (_, i) => lab.add(`./Test/dyn/n${i}`, `value ${i}`));

it.each(["DIGEST", "HMAC"] as const)("one synced batch goes before each message, with %s", async (authType) => {
  const events: string[] = [];
  const store = memoryStore();
  const http = undiciHttp();
  const scheme = authType === "HMAC" ? "hmac" : "md5";
  const { device, lab: server } = await setUp({
    authType,
    script: lab.script(
      "three messages of work",
      { requireAuth: scheme, serverAuth: scheme },
      lab.send(...many, lab.get("./DevInfo/Man")),
      lab.send(lab.replace("./Test/text", "one"), lab.get("./Test/dyn")),
      lab.send(lab.atomic(lab.replace("./Test/text", "two"), lab.replace("./Test/int", "3"))),
      lab.end(),
    ),
    options: {
      ports: {
        store: {
          entries: (prefix) => store.entries(prefix),
          commit: (changes) => {
            events.push("batch");
            return store.commit(changes);
          },
          close: () => store.close(),
        },
        http: {
          exchange: (request, signal) => {
            events.push("message");
            return http.exchange(request, signal);
          },
          close: () => http.close(),
        },
      },
    },
  });
  for (let session = 1; session <= 2; session++) {
    events.length = 0;
    const outcome = await device.connect(SERVER_ID);
    expect(outcome).toMatchObject({ outcome: "completed", messages: 4 });
    // Whatever the last answer brought, a nonce it may be, is kept after it; no message speaks of that.
    expect(events.join(" ").replace(/( batch)*$/, "")).toBe(Array(4).fill("batch message").join(" "));
    expect((await server.ended(session)).violations).toEqual([]);
  }
});
