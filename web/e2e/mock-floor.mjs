// Floors of the mock: a central warehouse with everything, a front one with
// shelves and three vehicles, an overseas one with people only. In metres
// here, in millimetres outside.

const mm = (m) => Math.round(m * 1000)

function floorOf(warehouse, name, width, depth) {
  const floor = { warehouse, name, width_mm: mm(width), depth_mm: mm(depth), shapes: [], nodes: [], edges: [] }
  const box = (kind, id, x, y, w, d, label) =>
    floor.shapes.push({ id, kind, ...(label ? { label } : {}), x_mm: mm(x), y_mm: mm(y), width_mm: mm(w), depth_mm: mm(d) })
  const node = (id, x, y) => {
    if (!floor.nodes.some((n) => n.id === id)) floor.nodes.push({ id, x_mm: mm(x), y_mm: mm(y) })
  }
  // way joins nodes in one direction, or both ways.
  const way = (ids, both = false) => {
    for (let i = 1; i < ids.length; i++) {
      floor.edges.push({ from: ids[i - 1], to: ids[i] })
      if (both) floor.edges.push({ from: ids[i], to: ids[i - 1] })
    }
  }
  return { floor, box, node, way }
}

function shelves(box, prefix, x0, y0, aisles, spacing, blocks, length) {
  for (let a = 1; a <= aisles; a++) {
    for (let b = 0; b < blocks; b++) {
      const x = x0 + (a - 1) * spacing
      const y = y0 + b * (length + 2)
      box('shelf', `${prefix}${String(a).padStart(2, '0')}-${b + 1}W`, x - 1.6, y, 0.7, length)
      box('shelf', `${prefix}${String(a).padStart(2, '0')}-${b + 1}E`, x + 0.9, y, 0.7, length)
    }
  }
}

export function central() {
  const { floor, box, node, way } = floorOf('central', 'Daventry', 108, 60)
  for (const [i, y] of [[1, 52], [2, 44.6]]) {
    box('rack', `R${i}-A`, 36, y + 0.8, 67.2, 1.4, `R${i} A`)
    box('crane_aisle', `R${i}`, 34.5, y - 0.8, 69.5, 1.6)
    box('rack', `R${i}-B`, 36, y - 2.2, 67.2, 1.4, `R${i} B`)
    box('pnd_out', `R${i}-OUT`, 33, y + 0.9, 1.4, 1.4)
    box('pnd_in', `R${i}-IN`, 33, y - 2.3, 1.4, 1.4)
  }
  for (const [i, y] of [[1, 44], [2, 52]]) {
    box('dock_in', `DI-${i}`, 0, y, 1.6, 4, `In ${i}`)
    box('staging', `STI-${i}`, 3, y - 0.5, 7, 5, 'Inbound')
  }
  box('vision', 'VIS-1', 13, 47.2, 3, 2.6, 'Vision')
  box('check', 'CHK-1', 13, 43.4, 3, 2, 'Check')
  box('handover', 'HO-1', 20, 47.6, 1.6, 1.8)
  for (let i = 0; i < 4; i++) box('station', `GTP-${i + 1}`, 46 + i * 14, 32.6, 4.6, 2.4, `Station ${i + 1}`)
  shelves(box, 'S', 67.5, 4.5, 10, 3.9, 2, 11.2)
  box('sorter', 'SORT-1', 23, 12.4, 33, 9.4)
  for (let n = 1; n <= 12; n++) {
    const x = 27 + ((n - 1) % 6) * 4.6
    box('chute', `CH-${String(n).padStart(2, '0')}`, x, n <= 6 ? 9.2 : 21.8, 1.9, 3.2)
  }
  box('reject', 'REJ', 19.4, 16, 3.6, 1.8, 'Reject')
  for (let i = 0; i < 6; i++) box('bench', `B${i + 1}`, 26.4 + i * 4.6, 6.4, 3.2, 1.3)
  for (let i = 0; i < 2; i++) box('induction', `IND-${i + 1}`, 56, 14 + i * 3.4, 3.4, 1.8)
  box('tote_stack', 'TOTES', 61, 15.4, 1.8, 3.4)
  for (let i = 0; i < 4; i++) {
    box('dock_out', `DO-${i + 1}`, 25 + i * 8, 0, 4.4, 1.6, `Out ${i + 1}`)
    box('staging', `STO-${i + 1}`, 24.6 + i * 8, 2.3, 5.2, 3)
  }
  // Two corridors, two cross lanes, spurs to where loads change hands.
  for (const y of [56, 52, 48, 44.6, 40, 37]) { node(`N${y}`, 30, y); node(`W${y}`, 26.5, y) }
  way(['N37', 'N40', 'N44.6', 'N48', 'N52', 'N56'])
  way(['W56', 'W52', 'W48', 'W44.6', 'W40', 'W37'])
  way(['N56', 'W56']); way(['W37', 'N37']); way(['W40', 'N40']); way(['N48', 'W48'])
  const spur = (id, x, y, from) => { node(id, x, y); way([from, id], true) }
  spur('P1o', 33.7, 53.6, 'N52'); spur('P1i', 33.7, 50.4, 'N52')
  spur('P2o', 33.7, 46.2, 'N44.6'); spur('P2i', 33.7, 43, 'N44.6')
  spur('HO', 22.5, 48.5, 'W48')
  const east = ['N40']
  const west = ['N37']
  for (let i = 0; i < 8; i++) {
    const x = 41 + i * 7.4
    node(`E${i}`, x, 40); node(`B${i}`, x, 37)
    east.push(`E${i}`); west.push(`B${i}`)
  }
  way(east); way(west.reverse()); way(['E7', 'B7']); way(['E3', 'B3']); way(['E1', 'B1']); way(['E5', 'B5'])
  for (let i = 0; i < 4; i++) spur(`G${i}`, 48.3 + i * 14, 35.4, `B${[1, 3, 5, 7][i]}`)
  for (let i = 0; i < 5; i++) spur(`PARK${i}`, 22.6, 42 - i * 2.6, i < 2 ? 'W40' : 'W37')
  return { floor, goals: ['P1o', 'P1i', 'P2o', 'P2i', 'HO', 'G0', 'G1', 'G2', 'G3', 'PARK0', 'PARK1', 'PARK2', 'E6', 'E4'], vehicles: 12, parks: 5 }
}

export function front() {
  const { floor, box, node, way } = floorOf('front', 'Park Royal', 54, 32)
  box('dock_in', 'DI-1', 0, 22, 1.4, 4, 'In 1')
  box('dock_out', 'DO-1', 0, 6, 1.4, 4, 'Out 1')
  box('staging', 'ST-1', 2.4, 21.5, 6, 5, 'Inbound')
  box('staging', 'ST-2', 2.4, 5.5, 6, 5, 'Outbound')
  for (let i = 0; i < 3; i++) box('bench', `B${i + 1}`, 11, 4 + i * 3, 3.4, 1.5, `Bench ${i + 1}`)
  shelves(box, 'F', 24, 3, 8, 3.7, 2, 10)
  box('tote_stack', 'TOTES', 17, 4, 2, 3)
  node('A', 10, 28); node('B', 19, 28); node('C', 19, 15); node('D', 10, 15); node('E', 36, 28); node('F', 50, 28)
  way(['A', 'B', 'E', 'F'], true); way(['B', 'C', 'D', 'A'], true)
  return { floor, goals: ['A', 'F', 'D', 'E', 'C'], vehicles: 3, parks: 0 }
}

export function overseas() {
  const { floor, box } = floorOf('overseas', 'Rotterdam', 48, 30)
  box('dock_in', 'DI-1', 0, 19, 1.4, 4, 'In 1')
  box('dock_out', 'DO-1', 0, 6, 1.4, 4, 'Out 1')
  box('staging', 'ST-1', 2.4, 18.5, 6, 5, 'Inbound')
  box('staging', 'ST-2', 2.4, 5.5, 6, 5, 'Outbound')
  for (let i = 0; i < 2; i++) box('bench', `B${i + 1}`, 11, 5 + i * 4, 3.6, 1.6, `Bench ${i + 1}`)
  shelves(box, 'O', 20, 3, 7, 4, 2, 10.5)
  return { floor, goals: [], vehicles: 0, parks: 0 }
}
