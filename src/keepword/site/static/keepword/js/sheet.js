// Opens a clause, reading or article beside the page, so that the reader keeps their place.
// Any trouble, any modifier key: the link is simply followed.
export function openBeside() {
  const open = document.querySelectorAll("a[data-open]");
  if (open.length === 0 || typeof HTMLDialogElement === "undefined") return;
  const sheet = makeSheet();
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-open]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (sheet.contains(link)) return;
    event.preventDefault();
    const article = await fetchOpened(link.href);
    if (!article) return location.assign(link.href);
    show(sheet, article, link.href);
  });
}

function makeSheet() {
  const words = document.body.dataset;
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  const bar = document.createElement("div");
  bar.className = "sheet__bar";
  const whole = document.createElement("a");
  whole.textContent = words.sheetWhole;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--quiet";
  close.textContent = words.sheetClose;
  close.addEventListener("click", () => sheet.close());
  bar.append(whole, close);
  const body = document.createElement("div");
  sheet.append(bar, body);
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) sheet.close();
    if (event.target.closest?.("a[href*='#']")) sheet.close();
  });
  document.body.append(sheet);
  return sheet;
}

async function fetchOpened(href) {
  try {
    const response = await fetch(href);
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("[data-opened]");
  } catch {
    return null;
  }
}

function show(sheet, article, href) {
  sheet.querySelector(".sheet__bar a").href = href;
  const heading = article.querySelector("h1");
  const title = document.createElement("h2");
  title.className = "sheet__title";
  title.id = "sheet-title";
  title.append(...heading.childNodes);
  heading.replaceWith(title);
  for (const lower of article.querySelectorAll("section > h2")) {
    const smaller = document.createElement("h3");
    smaller.append(...lower.childNodes);
    lower.replaceWith(smaller);
  }
  sheet.lastElementChild.replaceChildren(document.importNode(article, true));
  sheet.setAttribute("aria-labelledby", "sheet-title");
  sheet.showModal();
  sheet.scrollTop = 0;
}
