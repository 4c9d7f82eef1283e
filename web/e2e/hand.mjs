// A handheld at work in Chromium, as the trials of a running site use it.
import { open } from './browser.mjs'

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export function must(good, what) {
  if (!good) throw new Error(what)
}

// until asks again and again; the deadline is for a machine with no time.
export async function until(what, test, ms = 120_000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(150)) {
    const got = await test()
    if (got) return got
  }
  throw new Error(`${what}: not within ${ms / 1000} s`)
}

// caller speaks to the program as an administrator does.
export function caller(url, token) {
  let writes = 0
  return async (method, path, body) => {
    const key = method === 'GET' ? {} : { 'Idempotency-Key': `trial-${process.pid}-${++writes}` }
    const answer = await fetch(url + path, {
      method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...key }, body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    must(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
}

export async function logIn(page, badge, pin) {
  await page.waitForSelector('input[name=badge]')
  for (const text of [badge, pin]) {
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
}

// hand is a person with a handheld of 360 × 640.
export async function hand(browser, url, badge, pin, { init, ...settings } = {}) {
  const { context, page, faults } = await open(browser, { width: 360, height: 640, theme: 'light', ...settings })
  page.setDefaultTimeout(60_000)
  if (init) await page.addInitScript(init)
  await page.goto(`${url}/handheld`)
  await logIn(page, badge, pin)
  await page.waitForSelector('[data-view=list]')
  const state = () => page.locator('.device').evaluate((d) => ({ ...d.dataset, flash: d.querySelector('[data-flash]')?.textContent ?? '', still: d.querySelector('[data-waiting]') === null }))
  // scan types as a scanner does and waits until it was worked.
  async function scan(text, ms) {
    const before = JSON.stringify(await state())
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await until(`something new on the screen after ${text}, ${before}`, async () => JSON.stringify(await state()) !== before, ms)
  }
  async function press(selector) {
    const before = JSON.stringify(await state())
    await page.click(selector)
    await until(`something new on the screen after ${selector}, ${before}`, async () => JSON.stringify(await state()) !== before)
  }
  return {
    context, page, faults, state, scan, press,
    choose: (choice) => press(`[data-choice="${choice}"]`),
    async errand(name) {
      if ((await state()).view !== 'menu') await press('[data-menu]')
      await page.click(`[data-errand=${name}]`)
      await page.waitForSelector('[data-view=ask][data-ask]')
    },
    step: (id) => page.evaluate((task) => fetch(`/v1/tasks/${task}`).then((r) => r.json()), id),
  }
}
