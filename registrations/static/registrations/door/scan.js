// Reads a ticket's code with the camera: by the browser itself where it can, else by a library.
"use strict";

const PAUSE = 150;
const WIDEST = 640;

class Scanner {
  constructor({ section, video, decoder }) {
    Object.assign(this, { section, video, decoder, stream: null });
  }

  static isPossible() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  // Calls `found` with each text it reads, until `found` returns true or the camera is closed.
  async start(found) {
    this.stop();
    this.section.hidden = false;
    const read = await this.reader();
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    const stream = this.stream;
    this.video.srcObject = stream;
    await this.video.play();
    while (this.stream === stream) {
      const text = await read().catch(() => "");
      if (text && this.stream === stream && (await found(text))) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (this.stream === stream) this.stop();
  }

  stop() {
    for (const track of this.stream?.getTracks() || []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.section.hidden = true;
  }

  async reader() {
    if ("BarcodeDetector" in self && (await self.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(this.video))[0]?.rawValue || "";
    }
    const { default: decode } = await import(this.decoder);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const { videoWidth, videoHeight } = this.video;
      if (!videoWidth) return "";
      const scale = Math.min(1, WIDEST / videoWidth);
      canvas.width = Math.round(videoWidth * scale);
      canvas.height = Math.round(videoHeight * scale);
      context.drawImage(this.video, 0, 0, canvas.width, canvas.height);
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    };
  }
}

self.Scanner = Scanner;
