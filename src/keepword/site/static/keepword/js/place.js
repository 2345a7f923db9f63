// The language switch keeps the anchor: the server sees path and query, never the fragment.
export function keepPlace() {
  const link = document.querySelector("[data-switch]");
  if (!link) return;
  const { pathname, search } = new URL(link.href);
  const follow = () => {
    link.href = pathname + search + location.hash;
  };
  follow();
  addEventListener("hashchange", follow);
}
