// The JSON of the HTTP interface, as far as the faces use it: the types of the
// contract, which `npm run types` writes into schema.d.ts.
import type { components } from './schema'

type Schemas = components['schemas']

export type Session = Schemas['Me']

export type Warehouse = Schemas['Warehouse']

export interface Page<T> {
  data: T[] | null
  next: string | null
}

export type ProblemReport = Schemas['ProblemReport']

export type VisionCheck = Schemas['VisionCheck']

export type Floor = Schemas['Floor']

export type FloorShape = Schemas['FloorShape']

export type FloorNode = Schemas['FloorNode']

export type FloorField = Schemas['FloorField']

export type FloorEdge = Schemas['FloorEdge']

export const vehicleStates = ['driving', 'handling', 'waiting', 'charging', 'idle', 'fault', 'offline'] as const
export type VehicleState = (typeof vehicleStates)[number]

export type LiveVehicle = Schemas['LiveVehicle']

export type LiveCrane = Schemas['LiveCrane']

export type LiveChute = Schemas['LiveChute']

export type LivePerson = Schemas['LivePerson']

export type Alarm = Schemas['Alarm']

// fill is pairs: how many, out of how many.
export type Live = Omit<Schemas['Live'], 'fill'> & { fill?: Record<string, [number, number]> }

export type DeviceView = Schemas['Device']

export type Published = Schemas['Event']

export type Task = Schemas['Task']

export type Step = Schemas['Step']
export type RackView = Schemas['RackView']

// As the server answers them: schemas that serve as bodies too leave these open.
type Whole<T, K extends keyof T> = T & Required<Pick<T, K>>

export type Item = Whole<Schemas['Item'], 'sku'>

export type Receipt = Whole<Schemas['Receipt'], 'id' | 'lines' | 'status'>

export type Order = Whole<Schemas['Order'], 'id' | 'lines' | 'status'>

export const exceptionCodes = ['short', 'damaged', 'wrong_item', 'blocked', 'not_found', 'other'] as const
export type ExceptionCode = (typeof exceptionCodes)[number]

export type StockRow = Schemas['StockRow']

export type { Schemas }
