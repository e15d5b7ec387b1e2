/** An admin at the console's settings. */
export class Admin {
  /** Logs the desk's admin in and opens a section of the settings. */
  static async login(stage, section) {
    const desk = await stage.console('admin')
    await desk.login(stage.desk.adminKey)
    await desk.page.getByTestId('nav-admin').waitFor()
    const admin = new Admin(desk.page)
    await desk.page.getByTestId('nav-admin').click()
    await admin.open(section)
    return admin
  }

  constructor(page) {
    this.page = page
  }

  async open(section) {
    await this.page.getByTestId(`section-${section}`).click()
    await this.page.getByTestId(`admin-${section}`).waitFor()
  }

  agent(name) {
    return this.page.locator(`[data-testid=agent-row][data-agent="${name}"]`)
  }

  /** Makes an agent and answers the key that was shown. */
  async createAgent(name, role = 'agent') {
    await this.page.getByTestId('agent-add').click()
    await this.page.getByTestId('agent-name').fill(name)
    await this.page.getByTestId(`role-${role}`).check()
    await this.page.getByTestId('agent-save').click()
    return this.readKey()
  }

  /** Reads the shown key and closes its dialog. */
  async readKey() {
    const key = (await this.page.getByTestId('staff-key').innerText()).trim()
    await this.page.getByTestId('staff-key-done').click()
    await this.page.getByTestId('staff-key-dialog').waitFor({ state: 'hidden' })
    return key
  }

  /** Chooses from an agent's menu: edit, rotate, disable or enable. */
  async act(name, what) {
    await this.agent(name).getByTestId('agent-actions').click()
    await this.page.getByTestId(`agent-${what}`).click()
  }

  async confirm() {
    await this.page.getByTestId('confirm-yes').click()
    await this.page.getByTestId('confirm').waitFor({ state: 'hidden' })
  }

  async save() {
    await this.page.getByTestId('save').click()
    await this.page.getByTestId('saved').waitFor()
  }
}
