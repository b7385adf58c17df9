/** Programs of others, started for one scenario and ended with it, and patience with them. */
import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";

const started = [];

/** Starts a program; its output is kept for the report of a failure. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const program = { command, child, output: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => {
      program.output = (program.output + data).slice(-4_000);
    });
  }
  child.on("error", (error) => {
    program.output += String(error);
  });
  started.push(program);
  return program;
}

/** The last started first; whoever does not go is made to. */
export async function stopAll() {
  for (const { child } of started.splice(0).reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await gone;
    clearTimeout(timer);
  }
}

export function outputs() {
  return started.map(({ command, output }) => `== ${command}\n${output}`).join("\n");
}

export async function until(what, check, ms = 20_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}\n${outputs()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

export function run(command, args) {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
