/**
 * A device and nothing else in its process, as devices are: a process that also encodes what servers say has V8 prepare
 * for messages no device writes. Takes the bodies of a session's answers, then measures whenever it is asked to.
 */
import { cost, openDevice, replay, session } from "./sessions.mjs";

/** After so many sessions V8 compiles nothing of them any more, beside them and on their account. */
const WARM_UP = 20_000;
const URL = "https://dm.example/dm";

process.once("message", async (bodies) => {
  const http = replay(
    URL,
    bodies.map((body) => new Uint8Array(Buffer.from(body, "base64"))),
  );
  const device = await openDevice({ url: URL, http });
  const work = () => session(device);
  await cost(work, WARM_UP);
  process.on("message", async (times) => process.send(await cost(work, times)));
  process.send("ready");
});
process.on("disconnect", () => process.exit());
