import { describe, expect, it } from 'vitest'
import { between, shortestTurn, Tracks } from './motion'

const pose = (x: number, theta = 0) => ({ x, y: 0, theta })

describe('Tracks', () => {
  it('glides between two reports', () => {
    const tracks = new Tracks()
    for (let i = 0; i <= 20; i++) tracks.push([['a', pose(i * 100)]], i * 100)
    // Constant speed: what is shown is what was reported delayMS ago.
    for (let now = 2000; now < 2100; now += 7) {
      expect(tracks.at('a', now)!.x).toBeCloseTo(now - tracks.delayMS, 6)
    }
  })

  it('never shows more than was reported', () => {
    const tracks = new Tracks()
    tracks.push([['a', pose(0)]], 0)
    tracks.push([['a', pose(500)]], 100)
    expect(tracks.at('a', 10_000)!.x).toBe(500)
    expect(tracks.settled(10_000)).toBe(true)
  })

  it('lets a vehicle stand through a silence instead of crawling', () => {
    const tracks = new Tracks()
    for (let i = 0; i <= 20; i++) tracks.push([['a', pose(0)]], i * 100)
    tracks.push([['a', pose(1000)]], 12_000)
    expect(tracks.at('a', 12_000)!.x).toBe(0)
  })

  it('forgets a vehicle that is not reported any more', () => {
    const tracks = new Tracks()
    tracks.push([['a', pose(0)]], 0)
    tracks.push([], 100)
    expect(tracks.at('a', 200)).toBeUndefined()
  })
})

describe('turns', () => {
  it('take the short way round', () => {
    expect(shortestTurn(3, -3)).toBeCloseTo(2 * Math.PI - 6)
    expect(shortestTurn(-3, 3)).toBeCloseTo(6 - 2 * Math.PI)
    expect(between(pose(0, 3.1), pose(0, -3.1), 0.5).theta).toBeCloseTo(Math.PI)
  })
})
