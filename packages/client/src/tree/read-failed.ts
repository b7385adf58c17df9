/** An object's read hook failed; its own words went to whoever watches the device. */
export class ReadFailed extends Error {
  override readonly name = "ReadFailed";
}
