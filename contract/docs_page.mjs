// SPDX-License-Identifier: Apache-2.0
import { docsStyle } from "./docs_style.mjs";
import { escapeHtml, inlineHtml, markdownHtml } from "./markdown.mjs";

const methods = ["get", "put", "post", "patch", "delete"];

/** An OpenAPI 3.1 document → one HTML page that needs nothing else: no script, no request. */
export function docsPage(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ path, method, shared: item.parameters ?? [], ...item[method] })),
  );
  const resolve = (part) => resolveReference(document, part);
  const sections = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter((operation) => operation.tags.includes(tag.name)),
  }));
  const { title, version, summary, description } = document.info;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} API</title>
<style>${docsStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Contents">
<p class="brand">${escapeHtml(title)} API <span>${escapeHtml(version)}</span></p>
${sections.map(contentsHtml).join("\n")}
<h2>Schemas</h2>
<ul>${Object.keys(document.components.schemas)
    .map((name) => `<li><a href="#${name}">${name}</a></li>`)
    .join("")}</ul>
</nav>
<main id="content">
<h1>${escapeHtml(title)} API</h1>
<p class="lead">${escapeHtml(summary)} <a href="openapi.json">openapi.json</a> is the same for programs.</p>
${markdownHtml(description)}
${sections.map((section) => sectionHtml(section, resolve)).join("\n")}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas)
  .map(([name, schema]) => schemaSection(name, schema))
  .join("\n")}
</main>
</body>
</html>
`;
}

function resolveReference(document, part) {
  if (!part.$ref) return part;
  const steps = part.$ref.replace("#/", "").split("/");
  return steps.reduce((place, step) => place[step], document);
}

function contentsHtml({ name, operations }) {
  const links = operations.map(
    ({ operationId, summary }) => `<li><a href="#${operationId}">${escapeHtml(summary)}</a></li>`,
  );
  return `<h2>${escapeHtml(name)}</h2><ul>${links.join("")}</ul>`;
}

function sectionHtml({ name, description, operations }, resolve) {
  const parts = operations.map((operation) => operationHtml(operation, resolve));
  return `<section><h2>${escapeHtml(name)}</h2>${markdownHtml(description)}${parts.join("\n")}</section>`;
}

function operationHtml(operation, resolve) {
  const { operationId, summary, method, path, description, shared, parameters = [] } = operation;
  const open = operation.security?.length === 0 ? " <span class=open>no account needed</span>" : "";
  return `<article id="${operationId}">
<h3>${escapeHtml(summary)}${open}</h3>
<p class="route"><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(path).replaceAll("/", "/<wbr>")}</code></p>
${markdownHtml(description)}
${parametersHtml([...shared, ...parameters].map(resolve))}
${operation.requestBody ? bodyHtml(resolve(operation.requestBody)) : ""}
${responsesHtml(operation.responses, resolve)}
</article>`;
}

function parametersHtml(parameters) {
  if (parameters.length === 0) return "";
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}${required ? ", required" : ""}</td>` +
      `<td>${typeHtml(schema)}</td><td>${inlineHtml(description ?? "")}</td></tr>`,
  );
  return table("Parameters", ["Name", "Where", "Type", "Meaning"], rows);
}

function bodyHtml({ content }) {
  return Object.entries(content)
    .map(([type, { schema, example }]) => {
      const sample = example ? `<pre tabindex="0">${escapeHtml(pretty(example))}</pre>` : "";
      return `<h4>Body <code>${type}</code></h4><div>${schemaHtml(schema)}</div>${sample}`;
    })
    .join("");
}

function responsesHtml(responses, resolve) {
  const rows = Object.entries(responses).map(([status, reference]) => {
    const { description, headers = {}, content = {} } = resolve(reference);
    const bodies = Object.entries(content).map(
      ([type, { schema }]) => `<code>${type}</code> ${schema.$ref ? typeHtml(schema) : ""}`,
    );
    const names = Object.keys(headers).map((name) => `<code>${name}</code>`);
    return (
      `<tr><td><b>${status}</b></td><td>${inlineHtml(description)}</td>` +
      `<td>${bodies.join("<br>")}</td><td>${names.join(" ")}</td></tr>`
    );
  });
  return table("Answers", ["Status", "Meaning", "Body", "Headers"], rows);
}

function schemaSection(name, schema) {
  return `<article id="${name}"><h3>${name}</h3>${markdownHtml(schema.description)}${schemaHtml(schema)}</article>`;
}

/** A schema's fields, one row each; of anything else its type. */
function schemaHtml(schema) {
  if (schema.oneOf) return schema.oneOf.map(schemaHtml).join("");
  if (!schema.properties) return `<p>${typeHtml(schema)}</p>`;
  const rows = Object.entries(schema.properties).map(([name, field]) => {
    const required = schema.required?.includes(name) ? "" : " <small>optional</small>";
    const meaning = `${inlineHtml(field.description ?? "")}${inner(field)}`;
    return `<tr><td><code>${name}</code>${required}</td><td>${typeHtml(field)}</td><td>${meaning}</td></tr>`;
  });
  return table("Fields", ["Field", "Type", "Meaning"], rows);
}

/** What an object in place, or a list of them, is made of. */
function inner(field) {
  const nested = field.items?.properties ? field.items : field;
  return nested.properties ? schemaHtml(nested) : "";
}

function typeHtml(schema) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return `<a href="#${name}">${name}</a>`;
  }
  if (schema.allOf) return schema.allOf.map(typeHtml).join(" and ");
  if (schema.oneOf) return schema.oneOf.map(typeHtml).join(" or ");
  if (schema.enum) return schema.enum.map((value) => `<code>${value}</code>`).join(" · ");
  if (schema.const !== undefined) return `<code>${schema.const}</code>`;
  const type = [schema.type ?? "object"].flat().join(" or ");
  const limits = [
    schema.items && `of ${typeHtml(schema.items)}`,
    schema.format && `(${schema.format})`,
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.exclusiveMinimum !== undefined && `&gt; ${schema.exclusiveMinimum}`,
    schema.maximum !== undefined && `≤ ${schema.maximum}`,
    schema.minItems !== undefined && schema.minItems === schema.maxItems && `× ${schema.minItems}`,
    schema.maxLength !== undefined && `up to ${schema.maxLength} characters`,
    schema.default !== undefined && `default <code>${schema.default}</code>`,
  ];
  return [type, ...limits.filter(Boolean)].join(" ");
}

function table(caption, head, rows) {
  return (
    `<div class="wide" tabindex="0"><table><caption>${caption}</caption><thead><tr>` +
    head.map((title) => `<th scope="col">${title}</th>`).join("") +
    `</tr></thead><tbody>${rows.join("")}</tbody></table></div>`
  );
}

function pretty(example) {
  return typeof example === "string" ? example : JSON.stringify(example, null, 2);
}
