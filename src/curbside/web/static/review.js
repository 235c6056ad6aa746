// Comfort on the review desk: how much is changed and not saved, and a wording that begins with the words that stand.

const form = document.getElementById("edits");
const said = form?.querySelector("[data-changes]");

function changes() {
  const filled = [...form.elements].filter((one) =>
    one.type === "checkbox" ? one.checked : one.type !== "hidden" && one.name && !one.name.startsWith("reason.") && one.value.trim(),
  );
  said.textContent = filled.length ? `${filled.length} ${filled.length === 1 ? "change" : "changes"} not saved yet.` : "";
}

if (form) {
  document.addEventListener("input", changes);
  changes();
  for (const field of document.querySelectorAll("textarea[data-words]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.textContent = "Begin with the words that stand";
    button.addEventListener("click", () => {
      field.value = field.dataset.words;
      field.focus();
      changes();
    });
    field.after(button);
  }
}
