// Passkeys: the browser asks for fingerprint or PIN, its answer goes out with the form around it.
// Where the browser cannot do that, or without this script, the forms stay hidden.

const webauthn = window.webauthnJSON;

const steps = {
  async "sign-in"(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return webauthn.get((await answer.json()).request_options);
  },
  async use() {
    return webauthn.get(options().request_options);
  },
  async add() {
    const { creation_options: creation } = options();
    const choice = creation.publicKey.authenticatorSelection;
    Object.assign(choice, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return webauthn.create(creation);
  },
};

function options() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  document.getElementById("no-passkeys")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector(".error[role]");
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await steps[form.dataset.passkey](form));
      form.submit();
    } catch {
      error.hidden = false; // cancelled, no key at hand, or another device
    }
  });
}
