// A button beside each address that is there to be copied. Without this script the field can still be selected.
for (const field of document.querySelectorAll("input[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = field.dataset.copy;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "hidden";
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // pages without TLS have no clipboard of their own
    }
    button.textContent = told.textContent = field.dataset.copied;
    setTimeout(() => { button.textContent = field.dataset.copy; told.textContent = ""; }, 3000);
  });
  field.after(button, told);
}
