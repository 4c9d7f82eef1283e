// The JSON of the HTTP interface, as far as the faces use it. Field names and
// meanings are those of the Go package wms.

export interface Session {
  user: string
  name: string
  roles: string[]
  warehouses: string[] | null
}

export interface Warehouse {
  id: string
  name: string
  mode: string
}

export interface Page<T> {
  data: T[] | null
  next: string | null
}

export interface Floor {
  warehouse: string
  name: string
  width_mm: number
  depth_mm: number
  shapes: FloorShape[] | null
  nodes: FloorNode[] | null
  edges: FloorEdge[] | null
}

export interface FloorShape {
  id: string
  kind: string
  label?: string
  x_mm: number
  y_mm: number
  width_mm: number
  depth_mm: number
}

export interface FloorNode {
  id: string
  x_mm: number
  y_mm: number
}

export interface FloorEdge {
  from: string
  to: string
}

export const vehicleStates = ['driving', 'handling', 'waiting', 'charging', 'idle', 'fault', 'offline'] as const
export type VehicleState = (typeof vehicleStates)[number]

export interface LiveVehicle {
  id: string
  x_mm: number
  y_mm: number
  theta_mrad: number
  battery_permille: number
  load?: string
  mission?: string
  state: string
  waits?: string
  route?: string[]
}

export interface LiveCrane {
  id: string
  x_mm: number
  y_mm: number
  bay: number
  level: number
  load?: string
  state: string
}

export interface LiveChute {
  number: number
  label: string
  count: number
  full: boolean
}

export interface LivePerson {
  id: string
  x_mm: number
  y_mm: number
  task?: string
  kind?: string
}

export interface Alarm {
  id: string
  since: string
  source: string
  code: string
  message: string
  level: string
}

export interface Live {
  warehouse: string
  time: string
  vehicles: LiveVehicle[] | null
  cranes: LiveCrane[] | null
  chutes: LiveChute[] | null
  people: LivePerson[] | null
  orders: Record<string, number> | null
  alarms: Alarm[] | null
  kpis: Record<string, number> | null
  fill?: Record<string, [number, number]>
}

export interface DeviceView {
  id: string
  warehouse: string
  class: string
  protocol: string
  online: boolean
  ready: boolean
  mode: string
  fault?: string
  last_seen?: string
}

export interface Published {
  seq: number
  time: string
  type: string
  v: number
  subject: string
  data: Record<string, unknown> | null
}

export interface Task {
  id: string
  warehouse: string
  kind: string
  status: string
  assignee?: string
  batch?: string
  seq?: number
  priority?: number
  order?: string
  shipment?: string
  line?: number
  sku?: string
  lot?: string
  qty?: number
  qty_done?: number
  from?: string
  from_unit?: string
  to?: string
  unit?: string
  units?: string[]
  zone?: string
  created_at: string
  started_at?: string
  gtin?: string
}

export interface Step {
  task: string
  kind: string
  step: string
  prompt: string
  args?: Record<string, unknown>
  expect: string[] | null
  qty?: number
  done: boolean
  next?: string
}

export interface Item {
  sku: string
  description: string
}

export const exceptionCodes = ['short', 'damaged', 'wrong_item', 'blocked', 'not_found', 'other'] as const
export type ExceptionCode = (typeof exceptionCodes)[number]
