/** oFono on a bus of its own, with the modem switched on. */

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, start, until } from "./programs.mjs";

const BUS = (socket) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
`;

/** Resolves to the address of the bus. */
export async function startBus(folder) {
  const socket = join(folder, "bus.sock");
  const file = join(folder, "bus.conf");
  writeFileSync(file, BUS(socket));
  start("dbus-daemon", [`--config-file=${file}`, "--nofork"]);
  await until("the D-Bus", () => existsSync(socket));
  return `unix:path=${socket}`;
}

/** In a mount namespace of our own, so that the configuration of the machine is not touched. */
export async function startOfono(folder, bus, modemPort) {
  const etc = join(folder, "etc-ofono");
  mkdirSync(etc);
  writeFileSync(join(etc, "phonesim.conf"), `[phonesim]\nAddress=127.0.0.1\nPort=${modemPort}\n`);
  run("mount", ["--bind", etc, "/etc/ofono"]);
  start("ofonod", ["-n", "-d"], { env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus } });
  // Not waited for in place: the modem answers from this very process.
  const call = (...args) =>
    new Promise((resolve) => {
      const all = [`--bus=${bus}`, "--print-reply", "--reply-timeout=60000", "--dest=org.ofono", ...args];
      execFile("dbus-send", all, (error, stdout) => resolve(error === null ? stdout : undefined));
    });
  const set = async (property) =>
    (await call("/phonesim", "org.ofono.Modem.SetProperty", `string:${property}`, "variant:boolean:true")) !==
    undefined;
  const says = async (path, method, word) => (await call(path, method))?.includes(word);
  await until("oFono's modem", () => says("/", "org.ofono.Manager.GetModems", "/phonesim"));
  await until("power", () => set("Powered"));
  await until("the network", () => set("Online"));
  await until("push notifications", () =>
    says("/phonesim", "org.ofono.Modem.GetProperties", "org.ofono.PushNotification"),
  );
}
