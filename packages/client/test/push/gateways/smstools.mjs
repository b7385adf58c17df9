/** smstools on a pseudo-terminal that leads to the modem. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start, until } from "./programs.mjs";

/** Resolves to the directory of incoming messages. */
export async function startSmstools(folder, modemPort) {
  const terminal = join(folder, "tty");
  start("socat", [`PTY,link=${terminal},raw,echo=0,wait-slave`, `TCP:127.0.0.1:${modemPort}`]);
  await until("the pseudo-terminal", () => existsSync(terminal));
  const directories = ["outgoing", "incoming", "sent", "failed", "checked", "stats"];
  for (const name of directories) mkdirSync(join(folder, name));
  const configuration = `devices = GSM1
logfile = ${join(folder, "smsd.log")}
loglevel = 5
${directories.map((name) => `${name} = ${join(folder, name)}`).join("\n")}
delaytime = 1
receive_before_send = no
user = root
group = root
infofile = ${join(folder, "smsd.running")}
pidfile = ${join(folder, "smsd.pid")}
[GSM1]
device = ${terminal}
incoming = yes
check_memory_method = 1
init = AT+CPMS="SM","SM","SM"
baudrate = 19200
rtscts = no
memory_start = 1
internal_combine_binary = yes
decode_unicode_text = no
`;
  const file = join(folder, "smsd.conf");
  writeFileSync(file, configuration);
  start("smsd", ["-t", "-c", file]);
  return join(folder, "incoming");
}
