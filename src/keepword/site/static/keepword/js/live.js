// A form with data-live asks while it is being filled in: the server's page is fetched and the
// part named is put in place of the old one. Its status line is a live region, so it is read out.
const PAUSE = 250;

export function answerLive() {
  for (const form of document.querySelectorAll("form[data-live]")) watch(form);
}

function watch(form) {
  let timer = 0;
  let running = null;
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, v]) => v)).toString();
    address.hash = "";
    const page = await get(address, running.signal);
    const fresh = page?.querySelector(form.dataset.live);
    if (!fresh) return;
    put(document.querySelector(form.dataset.live), fresh);
    document.title = page.title;
    history.replaceState(null, "", address);
    followSwitch(page);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

// The live region stays the same element and changes its words: that is what gets read out.
function put(old, fresh) {
  const region = old.querySelector("[role=status]");
  const news = fresh.querySelector("[role=status]");
  if (!region || !news) {
    old.replaceChildren(...fresh.childNodes);
    return;
  }
  const words = news.textContent;
  news.replaceWith(region);
  old.replaceChildren(...fresh.childNodes);
  region.textContent = words;
}

async function get(address, signal) {
  try {
    const response = await fetch(address, { signal });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function followSwitch(page) {
  const link = document.querySelector("[data-switch]");
  const fresh = page.querySelector("[data-switch]");
  if (link && fresh) link.href = fresh.getAttribute("href");
}
