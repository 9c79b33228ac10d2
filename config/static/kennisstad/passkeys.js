// A passkey that was not given or not taken: say so where one looks, instead of in the console.
document.addEventListener('allauth.error', (event) => {
  const problem = document.getElementById('passkey-problem')
  if (!problem) return
  event.preventDefault()
  problem.hidden = false
  problem.focus()
})
