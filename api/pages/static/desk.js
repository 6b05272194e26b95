// Every request of a form's part carries the session's token, as whole forms do in a hidden field.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.body.dataset.formToken;
  if (token) event.detail.headers["X-Form-Token"] = token;
});
