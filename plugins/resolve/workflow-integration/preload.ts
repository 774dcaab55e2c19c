import { contextBridge, ipcRenderer } from 'electron'
import { BRIDGE, type Bridge, channels, type Told } from './bridge'

const bridge: Bridge = {
  call: (batch) => ipcRenderer.invoke(channels.call, batch) as Promise<Told>,
  startHelper: () => ipcRenderer.invoke(channels.start) as Promise<boolean>,
}

contextBridge.exposeInMainWorld(BRIDGE, bridge)
