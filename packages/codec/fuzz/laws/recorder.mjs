/** A sink that holds a reader to its promises: balanced, in order, inside the document. */
import { strict as assert } from "node:assert";
import { decoded } from "./refusal.mjs";

class Recorder {
  events = [];
  names = [];
  locator;
  isOver = false;

  constructor(onPlace) {
    this.onPlace = onPlace;
  }
  note(...event) {
    this.events.push(event);
    this.onPlace("event", this.locator.position());
  }
  begin(name, ...event) {
    assert(this.names.length > 0 || !this.isOver, "a second root");
    this.onPlace("element", this.locator.elementStart());
    this.note(...event);
    this.names.push(name);
  }
  content(...event) {
    assert(this.names.length > 0, `${event[0]} outside the root`);
    this.note(...event);
  }
  start(locator) {
    assert.equal(this.locator, undefined);
    this.locator = locator;
  }
  documentType({ name }) {
    assert.equal(this.events.length, 0);
    this.note("type", name);
  }
  open(tag, attributes) {
    this.begin(tag.name, "open", tag.id, attributes);
  }
  openNamed(name, xmlns, prefixed, attributes) {
    assert(prefixed === name || prefixed.endsWith(`:${name}`), prefixed);
    this.begin(name, "named", prefixed, xmlns, attributes);
  }
  close() {
    this.content("close");
    this.names.pop();
    this.isOver = this.names.length === 0;
  }
  text(text) {
    this.content("text", text);
  }
  opaque(bytes) {
    this.content("opaque", Buffer.from(bytes).toString("hex"));
  }
  leaf(tag, text) {
    this.begin(tag.name, "leaf", tag.id, text);
    this.close();
  }
  extension(token, value) {
    this.content("extension", token, value);
  }
  path() {
    return [...this.names];
  }
}

/** What `read` tells of `data`: its events, and in case it ended with a refusal what that says. */
export function record(read, data, onPlace = () => {}) {
  const sink = new Recorder(onPlace);
  let refusal;
  decoded(() => {
    try {
      read(sink);
    } catch (error) {
      refusal = error;
      throw error;
    }
  }, data);
  if (refusal === undefined) assert(sink.isOver, "the document ends before its root");
  else assert.deepEqual(refusal.path, sink.names, "the path is not that of the open elements");
  return { events: sink.events, refusal: refusal?.message };
}
