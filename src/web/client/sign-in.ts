/** Exchanges the token behind the # for a session; the token is gone from the address before anything else happens. */
async function signIn(): Promise<void> {
  const token = location.hash.slice(1);
  if (token === "") return;
  history.replaceState(null, "", "/");
  const answer = await fetch("/session", { headers: { "X-Hedge-Token": token }, credentials: "same-origin" });
  if (answer.ok) {
    location.replace("/");
    return;
  }
  const words = document.getElementById("words");
  if (words !== null)
    words.textContent = "This token is spent or of an earlier start. hedge dashboard prints one that is good.";
}

void signIn();
