/** `status`: how a running agent is. */
import { askStatus } from "../agent/control.ts";
import { EXIT, Failure } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";

export interface StatusFlags {
  readonly control: string;
  readonly json?: boolean;
}

export async function status(io: Io, { control, json }: StatusFlags): Promise<number> {
  const answer = await askStatus(control).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? "no answer";
    throw new Failure(
      EXIT.missing,
      `no agent answers on ${control} (${code}); is it running, with this control socket?`,
    );
  });
  io.out(toJson(answer));
  if (json !== true) io.say(`listening: ${answer.listeners.join(", ") || "on nothing"}`);
  return EXIT.done;
}
