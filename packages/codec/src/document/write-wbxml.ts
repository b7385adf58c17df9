/** An element and all it holds as WBXML: by token where a code page has it, by literal name where none has. */
import type { Attributes, Tag } from "../events.ts";
import { CODE_PAGES, type CodePage, DM_TAGS, DMDDF, METINF, pageOfNamespace, SYNCML } from "../wbxml/code-pages.ts";
import type { DocumentType } from "../wbxml/document-types.ts";
import type { WbxmlWriter } from "../wbxml/writer.ts";
import { type DocumentElement, localName } from "./element.ts";
import { declare, NO_SCOPE, type Scope } from "./namespaces.ts";
import { withoutLayout } from "./write-xml.ts";

interface Content {
  readonly page: CodePage;
  /** The only child that does; all of them where none is named. */
  readonly only?: string;
}

/** Elements whose children belong to another page, whatever their namespace says (protocol §2.2). */
const CONTENTS: Readonly<Record<string, Content>> = { Meta: { page: METINF }, Data: { page: DMDDF, only: "MgmtTree" } };

/** Writes the root of a document of this type. */
export function writeRoot(root: DocumentElement, type: DocumentType, writer: WbxmlWriter): void {
  write(root, undefined, type, writer, { ...NO_SCOPE, xmlns: root.xmlns });
}

/** Writes an element that no content model knows. */
export function writeForeign(element: DocumentElement, writer: WbxmlWriter): void {
  write(element, undefined, undefined, writer, NO_SCOPE);
}

interface Parent {
  readonly element: DocumentElement;
  readonly tag: Tag;
}

function write(
  element: DocumentElement,
  parent: Parent | undefined,
  type: DocumentType | undefined,
  writer: WbxmlWriter,
  scope: Scope,
): void {
  const tag = type === undefined ? undefined : findTag(element, parent, type);
  const children = withoutLayout(element);
  let inside = scope;
  if (tag === undefined) {
    const declared = declare(element, scope);
    inside = declared.inside;
    writer.openLiteral(element.name, declared.attributes);
  } else {
    // A page implies its namespace; prefixes are declared where literals need them.
    inside = { ...NO_SCOPE, xmlns: element.xmlns };
    const attributes = ownAttributes(element.attributes);
    if (Object.keys(attributes).length > 0) {
      const { attributes: declared } = declare({ ...element, name: tag.name, xmlns: "", attributes }, NO_SCOPE);
      writer.openWithAttributes(tag, declared);
    } else writer.open(tag);
  }
  const inner = tag === undefined ? undefined : { element, tag };
  for (const child of children) {
    if (typeof child === "string") writer.text(child);
    else if (child instanceof Uint8Array) writer.opaque(child);
    else write(child, inner, inner === undefined ? undefined : type, writer, inside);
  }
  writer.close();
}

/** Attributes that are no declarations, with the declarations of the prefixes they use. */
function ownAttributes(attributes: Attributes): Attributes {
  const isDeclaration = (name: string): boolean => /^xmlns(?::|$)/.test(name);
  const entries = Object.entries(attributes);
  const used = new Set(
    entries
      .filter(([name]) => !isDeclaration(name) && name.includes(":"))
      .map(([name]) => `xmlns:${name.split(":", 1)[0]}`),
  );
  return Object.fromEntries(entries.filter(([name]) => !isDeclaration(name) || used.has(name)));
}

/**
 * Children that name no other namespace than their parent live in the parent's page or in the page of its content;
 * otherwise the namespace says which.
 */
function findTag(element: DocumentElement, parent: Parent | undefined, type: DocumentType): Tag | undefined {
  const named = pageOfNamespace(element.xmlns);
  let candidates: readonly (CodePage | undefined)[] = type.pages;
  if (parent !== undefined) {
    const content = contentPage(element, parent.tag);
    const inherits = element.xmlns === "" || element.xmlns === parent.element.xmlns;
    if (inherits) candidates = [CODE_PAGES[parent.tag.vocabulary], content, named];
    else candidates = named === undefined ? [] : [named, content];
  }
  for (const page of candidates) {
    const known = page === undefined ? undefined : inDocument(page, type);
    const tag = known === undefined ? undefined : DM_TAGS.find(known, localName(element));
    if (tag !== undefined) return tag;
  }
  return undefined;
}

function contentPage(element: DocumentElement, parent: Tag): CodePage | undefined {
  const content = parent.xmlns === SYNCML.xmlns ? CONTENTS[parent.name] : undefined;
  if (content === undefined) return undefined;
  return content.only === undefined || content.only === localName(element) ? content.page : undefined;
}

/** The page of this document that has the same namespace: DevInf has two versions of one. */
function inDocument(page: CodePage, type: DocumentType): CodePage | undefined {
  return type.pages.find((own) => own?.xmlns === page.xmlns);
}
