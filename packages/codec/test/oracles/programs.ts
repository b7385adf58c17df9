/** Programs that judge: always child processes with a time limit, because libwbxml dies of hostile input. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Verdict {
  /** Undefined when the program was killed, by its own fault or by the clock. */
  readonly exit: number | undefined;
  readonly output: Uint8Array;
  readonly message: string;
}

const PARALLEL = 2;
const SECONDS = 10;
/** What a shell reports of a child that a signal ended is above this. */
const SIGNALLED = 128;

/** A shell keeps the cost of a start at a millisecond; a process from here costs ten. */
const LOOP = `cd "$1" || exit 1
last=$3 command=$4
for i in $(seq "$2" ${PARALLEL} "$last"); do
  set -- "$i"
  eval "timeout -s KILL ${SECONDS} $command" > "$i.log" 2>&1
  echo $? > "$i.exit"
done 2>/dev/null`;

/** Runs `command` (`$1.in` is the input, `$1.out` the output) on every input, two at a time. */
export async function runOnAll(command: string, inputs: readonly Uint8Array[]): Promise<readonly Verdict[]> {
  return withFolder(async (folder) => {
    await Promise.all(inputs.map((input, index) => writeFile(join(folder, `${index}.in`), input)));
    const last = String(inputs.length - 1);
    const loops = Array.from({ length: PARALLEL }, (_, first) =>
      run("sh", ["-c", LOOP, "sh", folder, String(first), last, command]),
    );
    await Promise.all(loops);
    return Promise.all(
      inputs.map(async (_, index): Promise<Verdict> => {
        const exit = Number(await readFile(join(folder, `${index}.exit`), "utf8"));
        const output = await readFile(join(folder, `${index}.out`)).catch(() => new Uint8Array());
        const message = (await readFile(join(folder, `${index}.log`), "utf8")).trim();
        return { exit: exit > SIGNALLED ? undefined : exit, output: new Uint8Array(output), message };
      }),
    );
  });
}

/** Runs one program to its end and gives what it printed. */
export function run(program: string, args: readonly string[], seconds = 120): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    });
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    child.on("error", reject);
    child.on("close", () => resolve(Buffer.concat(pieces).toString("utf8")));
  });
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "oma-dm-oracle-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
