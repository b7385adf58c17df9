/** White space between the elements of a vendor's element is layout: read, and not written. */
export function withoutLayout(value) {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutLayout);
  const entries = Object.entries(value).map(([name, part]) => {
    const isContent = name === "children" && Array.isArray(part) && part.some((child) => typeof child === "object");
    const isLayout = isContent && part.every((child) => typeof child !== "string" || /^[\t\n\r ]*$/.test(child));
    return [name, withoutLayout(isLayout ? part.filter((child) => typeof child !== "string") : part)];
  });
  return Object.fromEntries(entries);
}
