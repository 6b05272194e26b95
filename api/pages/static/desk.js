// Every request of a form's part carries the session's token, as whole forms do in a hidden field.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.body.dataset.formToken;
  if (token) event.detail.headers["X-Form-Token"] = token;
});
// The code on approvals printed by earlier releases leads to the first page, with the rest behind a #.
if (location.pathname === "/" && location.hash.startsWith("#approval=")) {
  location.replace("/verify?" + location.hash.slice(1));
}
// How much of a file has gone out: only told where a form has a place for it.
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector("progress");
  if (bar && event.detail.lengthComputable) bar.value = event.detail.loaded / event.detail.total;
});
